"""Small streams with known pixels for the self-test. Made by make_samples.py in tests."""

import base64
import zlib
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Sample:
    """One stream whose pixels are those of `formula.known_pixels`.

    Parameters
    ----------
    name
        What it shows: ``"12 bit signed"``.
    transfer_syntax_uid
        Under which syntax it is decoded.
    bits_allocated, bits_stored, signed, samples, photometric_interpretation
        Its pixel format.
    tolerance
        Largest difference that lossy coding may leave.
    length
        Its bytes in the packed streams.
    """

    name: str
    transfer_syntax_uid: str
    bits_allocated: int
    bits_stored: int
    signed: bool
    samples: int
    photometric_interpretation: str
    tolerance: int
    length: int


def streams() -> list[bytes]:
    """Return the stream of every sample."""
    whole = zlib.decompress(base64.b85decode(_PACKED))
    ends = list(accumulate(sample.length for sample in SAMPLES))
    starts = [0, *ends[:-1]]
    return [whole[start:end] for start, end in zip(starts, ends, strict=True)]


# fmt: off
SAMPLES: tuple[Sample, ...] = (
    Sample('8 bit', '1.2.840.10008.1.2.4.50', 8, 8, False, 1, 'MONOCHROME2', 4, 396),
    Sample('8 bit YBR', '1.2.840.10008.1.2.4.50', 8, 8, False, 3, 'YBR_FULL_422', 6, 777),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.50', 8, 8, False, 3, 'RGB', 4, 499),
    Sample('8 bit', '1.2.840.10008.1.2.4.51', 8, 8, False, 1, 'MONOCHROME2', 4, 396),
    Sample('8 bit', '1.2.840.10008.1.2.4.55', 8, 8, False, 1, 'MONOCHROME2', 4, 312),
    Sample('12 bit', '1.2.840.10008.1.2.4.51', 16, 12, False, 1, 'MONOCHROME2', 24, 234),
    Sample('12 bit, Se = 0', '1.2.840.10008.1.2.4.51', 16, 12, False, 1, 'MONOCHROME2', 24, 234),
    Sample('8 bit', '1.2.840.10008.1.2.4.70', 8, 8, False, 1, 'MONOCHROME2', 0, 144),
    Sample('12 bit', '1.2.840.10008.1.2.4.70', 16, 12, False, 1, 'MONOCHROME2', 0, 272),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.70', 16, 12, True, 1, 'MONOCHROME2', 0, 272),
    Sample('16 bit', '1.2.840.10008.1.2.4.70', 16, 16, False, 1, 'MONOCHROME2', 0, 398),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.70', 16, 16, True, 1, 'MONOCHROME2', 0, 398),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.70', 8, 8, False, 3, 'RGB', 0, 497),
    Sample('8 bit', '1.2.840.10008.1.2.4.57', 8, 8, False, 1, 'MONOCHROME2', 0, 233),
    Sample('12 bit', '1.2.840.10008.1.2.4.57', 16, 12, False, 1, 'MONOCHROME2', 0, 362),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.57', 16, 12, True, 1, 'MONOCHROME2', 0, 375),
    Sample('16 bit', '1.2.840.10008.1.2.4.57', 16, 16, False, 1, 'MONOCHROME2', 0, 487),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.57', 16, 16, True, 1, 'MONOCHROME2', 0, 499),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.57', 8, 8, False, 3, 'RGB', 0, 445),
    Sample('8 bit, wrapped', '1.2.840.10008.1.2.4.70', 8, 8, False, 1, 'MONOCHROME2', 0, 481),
    Sample('8 bit RGB, wrapped', '1.2.840.10008.1.2.4.70', 8, 8, False, 3, 'RGB', 0, 1068),
    Sample('8 bit', '1.2.840.10008.1.2.4.80', 8, 8, False, 1, 'MONOCHROME2', 0, 76),
    Sample('12 bit', '1.2.840.10008.1.2.4.80', 16, 12, False, 1, 'MONOCHROME2', 0, 142),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.80', 16, 12, True, 1, 'MONOCHROME2', 0, 154),
    Sample('16 bit', '1.2.840.10008.1.2.4.80', 16, 16, False, 1, 'MONOCHROME2', 0, 373),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.80', 16, 16, True, 1, 'MONOCHROME2', 0, 379),
    Sample('8 bit RGB by plane', '1.2.840.10008.1.2.4.80', 8, 8, False, 3, 'RGB', 0, 197),
    Sample('8 bit RGB by line', '1.2.840.10008.1.2.4.80', 8, 8, False, 3, 'RGB', 0, 188),
    Sample('8 bit RGB by pixel', '1.2.840.10008.1.2.4.80', 8, 8, False, 3, 'RGB', 0, 186),
    Sample('12 bit', '1.2.840.10008.1.2.4.81', 16, 12, False, 1, 'MONOCHROME2', 2, 99),
    Sample('8 bit', '1.2.840.10008.1.2.4.90', 8, 8, False, 1, 'MONOCHROME2', 0, 188),
    Sample('8 bit signed', '1.2.840.10008.1.2.4.90', 8, 8, True, 1, 'MONOCHROME2', 0, 188),
    Sample('12 bit', '1.2.840.10008.1.2.4.90', 16, 12, False, 1, 'MONOCHROME2', 0, 244),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.90', 16, 12, True, 1, 'MONOCHROME2', 0, 244),
    Sample('16 bit', '1.2.840.10008.1.2.4.90', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.90', 16, 16, True, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit RCT', '1.2.840.10008.1.2.4.90', 8, 8, False, 3, 'YBR_RCT', 0, 367),
    Sample('16 bit, part 1', '1.2.840.10008.1.2.4.92', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit, part 1', '1.2.840.10008.1.2.4.93', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit ICT', '1.2.840.10008.1.2.4.91', 8, 8, False, 3, 'YBR_ICT', 6, 336),
    Sample('12 bit', '1.2.840.10008.1.2.4.91', 16, 12, False, 1, 'MONOCHROME2', 16, 236),
    Sample('8 bit', '1.2.840.10008.1.2.4.201', 8, 8, False, 1, 'MONOCHROME2', 0, 214),
    Sample('16 bit', '1.2.840.10008.1.2.4.201', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.201', 16, 16, True, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit RCT', '1.2.840.10008.1.2.4.201', 8, 8, False, 3, 'YBR_RCT', 0, 459),
    Sample('16 bit', '1.2.840.10008.1.2.4.202', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit ICT', '1.2.840.10008.1.2.4.203', 8, 8, False, 3, 'YBR_ICT', 6, 552),
    Sample('16 bit', '1.2.840.10008.1.2.4.203', 16, 16, False, 1, 'MONOCHROME2', 64, 345),
    Sample('8 bit', '1.2.840.10008.1.2.4.110', 8, 8, False, 1, 'MONOCHROME2', 0, 43),
    Sample('16 bit', '1.2.840.10008.1.2.4.110', 16, 16, False, 1, 'MONOCHROME2', 0, 358),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.110', 8, 8, False, 3, 'RGB', 0, 100),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.111', 8, 8, False, 3, 'RGB', 8, 768),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.112', 8, 8, False, 3, 'RGB', 24, 124),
    Sample('8 bit', '1.2.840.10008.1.2.5', 8, 8, False, 1, 'MONOCHROME2', 0, 322),
    Sample('16 bit signed', '1.2.840.10008.1.2.5', 16, 16, True, 1, 'MONOCHROME2', 0, 580),
    Sample('32 bit', '1.2.840.10008.1.2.5', 32, 32, False, 1, 'MONOCHROME2', 0, 1096),
    Sample('8 bit RGB', '1.2.840.10008.1.2.5', 8, 8, False, 3, 'RGB', 0, 838),
    Sample('16 bit', '1.2.840.10008.1.2.8.1', 16, 16, False, 1, 'MONOCHROME2', 0, 517),
    Sample('16 bit', '1.2.840.10008.1.2.1.98', 16, 16, False, 1, 'MONOCHROME2', 0, 512),
)
_PACKED = (
    "c-rlJ2_RJ6`~SJKF!r&A7Go>gWJ#$oC~IXXrA2mWmlR57h=__LQVMNKiApLh1|?~sw2(xpNR(1`bN}bgFqrhd_5Qx!|N"
    "DNw-=1^3=RD^;_nhbXJkMEX#tkh;YXI5O)WQ@X2mlC70IdWjkQ+oe?j6@hcsv1*5iG$10V5oqNF)%5SP^9cArc@1GJ=Q"
    "$^d?Y%ofA2IfnGx3gG4@ll7OHP6u3wRI0W`aVD|xAx59Qn5GP6~Y8vrL+Bowot(VdY+LJ<3Ha?dpZTqlUMcc(YSU^x_n"
    "5>+<>gX|Q>SJ{#>rR=fH_c?`EK@Uc3(I-)?G`MwU$ofO&D~?U=ZcjZd^T?K_4D7nEhKb%Son^Jn7y(4;^Oxw95{0H*zp"
    "soCr_oFzmRn?`_knrIr#-QZx!Ayx>Nk9?D3PQ&&n&Fzj|H!=Iy(>`u7c=zqEY)*4ozI(TP3>B+MQ|z}ob+x_xwY6$*Cn"
    "v#jXfPM7Ko=DV0>^qPZoUzUnO#{?8S&7kt|Xa)Lj^9Agr|5=DIjwA9*1RW~Qb|@Y?6eo`0#gYG7w?exRfad}}q+JjM2q"
    "ghe;K%GjaK4y;IDx3B$tPiC!|%LaQb{X_BxSrO<y@YCvbJrrw2SvcK^YaDSE`>e)7X~%oMFL#$uh2C1H)Aqk3i?)#bL;"
    "HpKdl|Mtw7^UzYTx1O@4iAErbsn~nm>wyMs<jzP=D()rsC<s>=#Db(2XJXl?_uES$hclBrM+pD^)t9={j7nTwIPIW81+"
    "|;o3dQDW2LIb_@y5ZX-6fDj~pwyBs)6-Du&L>V!*K?Ab{FH0VI+MO?Sa&SPBEH4<mc~dpLApNnShucXW=I=u>v~XS&7K"
    "G!fvAz&Iv01~#>W0%wIuaMu&p>S69>ls)eDm_-WHevV{CEij_TQA_)Z)JfVHokjsjr|6wso&gD@vNii)JmprH0c&$wsp"
    "AG!cnGL~K-L4T}_0t#HczM$ZB^{w3YP83*vV@+cjqQJ$vBZSU0JWh8~Xug^Bjf8?Cg`SlL6S|k6AS&Z)hGT6;BfeDy1^"
    "dmq@trn<N4<-Jfy4eg*S_ET&_8D%${*|tY0&Qk4)F=}nF5eQCpB<lP)ddj@PnlQp1)TNA>x*nbJEa~+DCdN`3!M0!}mx"
    "iS!3gpdB+8seH|Jq#z5j~LH>aT51Y9Ukhh0>!t39OTOJS+{zKe^L}9fu82|!aU|>BWAR?~mCM~O|tUlR%-unJHIrMB!T"
    "%~6@!E@a1`Jzo1_Q_IbR<6k^*O6|hT^H-p{7ScSjjjlB^X1C7vefw%YqEDSOoK1KrGBi`vx)jovK0I~EG-xu#xelm(Gn"
    "q&`oaT%l7_Ujv{E}ey9L3pkR=UE$*_=4gayyBX=$g8U}3S~PY5~wSRdg()Q2b_JU|~-Fp1K4(Fimn0-19eGm;~?EmA~+"
    "IJYHPjS{TZ+Y*YvidnraYJyl@GP^~Q%I->v-6Du%*C}xZ;ncB*f`f4SiQo*vX%X)ogfq4pXAsUct9KC2l|t>;*GS>#@E"
    "8UV9zci!U;rRR+}<gnU>3J`Y~19&7R)%Qz81_lB`$(ey_Ru}i{K*IYZ<&=0i%Ad&mgsa)Hsm#qQ-%g#vM<pA2n=XE^64"
    "o{iu;Be-N+aKa39n5%K^y1aXXHwL!O1GL<GpL<ZgX7{TAkCF>B#ymCY&nev^Sng~MpPLAqHqVUQI;;Ba8$<gF-q<_AW3"
    "V+=j;I}vaJ>KB`SWz(4CxT({fWfotz)yJtj?}R6&gUwnyaj@pcEM+)olX<&#|~g*#{O>k`&;Ngw|RfRIS~4HZ$1F(y4G"
    "Y@uF0-fBpH)Ku-h&|Ur{_cq_3z$?kk!GbBm?MeMR}cheMQ&xJA!@RhNHt7bNu`3ot`bkYXGvD5XZ@WS%%8E{K{;Q<D<x"
    "EsR8{lmRR(;FHy)c*K0L`yeq<26i7LR?2A|AU3VHwO@>%+SkeztLOHK>sKjxuo$KikC@LO4Jlle28oppw2Lh^jmLZ`9R"
    "JTDEeF_N9t}oX2n@jby}%$60)q#FRye5<2J4f&nuucz78Aj&7%Y~F-3N*3a#{z7@i95A1H{^?lNkAUk}w6!_`4|sIFb+"
    "-Vn)AmTqOux<$?x_i4206z*TOLm@W^*1g>%e#8B{a8|n7}F5G{vfuJ|wsh%Q8vJM}kRGwR`Cs7m;5{YVzBa;~+gaOPhg"
    "g_X&O&sn{Aw##p&5S&Bn<?D;e$WQDO5>s1;Lb`Kx=k7GaX)DD{7*IM=iDsIo?Sd{76St&7ZNQu#FhC&m1KUXk`nWWDBJ"
    "%K<;WkS?DRvF$Nv!JS&Z#uu@L+#&`ve@QK9u8Zov=Z<mV4%vVdnz1pqhrR0duDrrY<}YSqlR{3QZIWTtmyY>O9Jsk@Iq"
    "9(z8HTdYtTqVoJfl_4tQ=D9_FUuj#sde0D*i{``(QE8=qe%26`?z-kfRE|IKPga@jyqiFU?F{ij-+%Ofqbe*SDn=fB=;"
    "D61nTdmS3<97afCQ+6n9aXi{{EI<a`3<(2LYb#X7-Ow0FSwPmhqVA-Hc4-CdA3?IgS~XMGR8#6v7#l$`H0Dk0*6e?ZsR"
    "Fpc#jI*!uhF-%tO3`k(qVd#z~uewl}qp52qnLUb}vFb4H&L;Xw84UXt)IywOjOhq?4qMmeg3rbHy15o-iG%y#X_Vp$Fe"
    "P0>XxxQE1w$yFiP}oJKxLmJWy5@wv!}7^z0QuaR#ZND$TiV86qpHuncP}k1EkmIptr+HMXOoK4&cJ-f)WBmgD^z0UB<)"
    "byYoW5&?78JBy9L(A?QGLB1Jcq;UbNHe%G>BIpBqvC_YG*k`+Ag~{0G`#q|lS=d&BqHjCI-9>-0cSMBAbD*$K`Y6Q5=R"
    "<HB>Rpib(Rwx7ZA>DpRQgKPA((_=A}a_D2z&cj^gRcDOFu^0>8K&TeH6g<gBBx9}c@NfnqXqm>=Za!PPI;dR>)UE?+7X"
    "Y=RGy62_KOVOO5d=kn1TaCQ0JUGyOi_e6g~dV*>)LwghPOX;1?C>Zk)6gP^xTpU?LE2HcbmIzl$@?-Qpwxibr@)Dd)cO"
    "+;rjHOzJ|$zmPrWmX<X6gYt}-{Pgfs&xZHGg?w!osoBZ<c&ZVuC_t<m9Q|{gR10Hf7^SUWIceI2z$llTv)+Xgm68h49T"
    "|?m^5?bN2G@f{6_2RhD1ULIQqW@ABNobs9{+YC~mcfZ9)Gdv79#OO8Z=~87SW6yzr8`GbC2yjY#Icmo7KX++3khnJa`>"
    "Z3kxJn)lrY6`Tk#Gu*(iFZIKhbAf3s#Xyh*{7aHWB_tvB&x9=Vy4jT9+fIZBcZ2;q?vCv=kVymH}V?)^OIoShO4tQn3P"
    "=2o|Kv2v4Y+j?>x%UZgV$=eVop&l09@pe;Zpkr87>sCio97Vq+AZb|Mr!9w{o%^u)aC}Og|9-%z+xN!r<(SYK->SNeFE"
    "&-Bx|KV=#?RSc|75a=w)sOH;g+fQwS_OJv&gb;34D4xUG{I63vt>{><CyEA63sd-<UJeD)>eA1S{iv=f_*&uAQY5h|<T"
    "M7uZRw8qJ+2bzITZMoJamN>K$A5)J_jDy5eIfnvS)=KHC0_RhRB$tvdNDK(22>rzJW%xLAJ*E&0uijJs+D;Bv(g#^yTN"
    "4xQ&+)R=E9_97m*mo#*kqF<T{Fo}oD`#ZD=!JfWlLi-YQPGv2sKZ-B)S+S=>W0!C(N!q@2Z`e<9LG&>>Fp8=QEC#poQ|"
    "raf$`{O1vC()*I^5i4H_7QF`qa$FZOf2zX&61wDfc<E#|u_?_HC%Pd@E*ry*R;wi=?om~b_=ve8j%)E~<nVP(LNjp#cr"
    "Vdtd*hLoL;poHn&bCo)-ZnQpB%7#ETNvzYm7n9qKvqb%O?w*tVX#NT`5JyMt?C7)5!0DKA8R$ksn9sv3p<|k)V70ke3D"
    "YVNvwt0C8y)JjRRLxjFeB-hqMuOqf?UmRqvx_E=^ViRTz3pkf}aNe35D4P``1o-;e5GvePQjc+rxKH8L@Wii}il5KbMk"
    "Lh?t)(d)apVfv?X2Wa7t<A5l8%2wQJ-%cCTAzQT&*B^oEI=D2K~Av^PRWM`YB*qOf>I}2!IXInpU`l;qf=CU)VA1&fg-"
    "P22+ep*slc_V1`lIhd6+$!yb=VTvHwS2e2GBzzvdw!aoW#PIR9fj6tz<qS9oFS?_2K9lFwLcdt1>8dEnsjuwBaDg)=w}"
    "<C&JGK5@4r48%p?2=g4zOM!2XT{`|~k$Dd4A4&CO}38&Cy^iMPA6kGmVi#h+sB<-XREHp`5%$=!Ryigjx#S`#Nv)Ip<x"
    "AiFDT`0U>5pm2$Ccp)LlH&--54X4r~hiz<ReYl#NAXvN5B0^itPet(6G@;3*{2gGmuFM=Q*V|r6OmU-@P@tQle?rHJ{w"
    "unN{RitVG^FlMo}OO6s(Towd&%4R<QK*UCj2KGv_nb4THD<a)0=VAq?GNw-vt%&W!>NCpSWu!;X?J4TosLomQ{;!RreD"
    "uHb^O27uN|HRwVGPw0(2bV?nTs8ulfzq=2<x^-16vBF0ph>Ss9VB#?wQCfrFcr(=fZP0j@PD5*#ENc5L%j{G0AS!_s~8"
    "R6m4ziRV-c8s>~wU-!goEpFHoQddDHR_@D*VatvoV_JRsySqN^p+jAT@Ehg^U|mBCHO~dzrG~h$?Vw)Su>;2+ukor&Uh"
    "vfyC%YY-%}xJK%|lZ{)oBi3^QjF@8=iSr%iHNI!#RSl!<zKaq$S<;Ue1$oX?Fq$W+)rQ=uK$Lm(b~iw69CNF@Cl2vPs#"
    "AZYvq2za>Ca;`ookpJ77)r~=M`|&dIk=ZAzRg~^!Nne?E>s=2^45$27-#jtv=7b8pXQM;+UDQ|IGkTxbkviEG!ijkYtA"
    "olVV^&^Ua3k2cWfsY>;KiFgX8e*SMi0z$AG^>31+QG$;Pd!GQ>;gPUjB{eXSX!cvUcQrt!fCpHC1h&U3Jjq@o_GA7v=O"
    "DM)ww3h?3WSW^KQ_%e`>iriG*RB&*sZ@8o>F5;^?Cjgc0~b>kP>I#wQvdKmYjLW4PNK7amfa8mbZ#UgoaHL-j%{S#wX3"
    "0&U3e}U*d-wm1g7bVO9C8L%wF!|g5TmzRQ83(r^%nls20|)0}$T|a;WZ~ZvFX{K{^M9InqVSZ>nRp;P9D*TaY_77f3?`"
    "Rf1>_lf3p!4da2C3MS?*|)Z+=Ze$?e3WH!>D2i#H(8_2Xmg6FS=Fw&U^!1BZ>F^(T*(WImSM6IDwZwyWgONc#Fyc^Yn="
    "Ze=4yrUVt~cZ+Xa<(xPAj-G~O+VRonoApky<U8W!u4KfhG?$#Yta)*L`@tnPpx}eySjADHk&)`vb7$)^3)5HTEJ*#jc0"
    "`$=Y@XNz4Nc+6!<TQ}!5lFH|7wJ8O1%CF?S{z}bmmA2q<Qz`Zvh+OwAv`&n9DQ}PgWo$LkYD6Cs=n%|JRQ$Y$U-zBt2D"
    "p%V7FtB>mY)-jRiy`HXi9Et7gu0P?ZrmSnSKnNU>p?km|#OP;KCn-ZzoSdqOgE_*m%k7UJ@N9sf%p|#ddc{Wu!zRF>Ze"
    "U4Sau7yb#nwk9Jj7|%NZc3m>&+C#%{Sy=1o#nQ97Z$rdoS^yWtkH}+eYR46@_0-GB=(019D6EZRuc&XDmIlQDdw~RWNv"
    "N_Z65{@j=|=X1@7LINfWhnCu&dRTI-Bi%T%oeVLkvbC72S7W^mgFC?SxCtR!FpV;>M54NT@^yfn2r>x&OCEtte&l7kwv"
    "0dovv0RVMOb*p#aWmQ#G&zCK2cN#B)U$IJTfK`G+SQQ>UfWo1B|J15zwpCy>>PleS1th8P{AB+H54j_%M9elI$pq3s&F"
    "Bsu2kncAjzKUBfiw*ey@E+f;gmG*;Ell4T=^zR)0oAKWg817$O2*}SM$2!&6~Y(eqdBGe=``x#QOoU8iWM{W=m@b(wOs"
    "0AVmF_gP=kErM0mS3Va_FNIw)b`vC+4{ZFAlXly7X7#{#X7S@aigp+^4VjU7wz=@E|!kEX{L}0U(SZOlS$3Dj%sboI~*"
    "-{+!D>gCIIstw@U;z_Yn@nJ)_W%fFLIQiXU=`!LK(G&JY6Z%$LNFXz2*v=xP79xl7opwc<geZvM)hO^P=jmexd@-AA=2"
    "#Zl2h|Hg1hdE`eqn>%r@4xGtCRP5o}EV#smmfE1gO7K~_TDS(^pC<4g)3JsAsVQiNB5gu^{CTS~MzG0+T3c8|~ba0*_z"
    "f!&7iF)w1WMT|-vGc`5U*bg|96hp|Y9tLz4z?{XDjwX6~Kw=Bz`+>HPA3w5wPwIbJJSz{1X8@s4R-*gRXTdbgcPUKz>("
    "XG#x1S7?A5ESn@0k1N@qLH`&3=Ct9t%*ge|v8smK))S4g@QQg@e^EdvF+7?3&@-Sh;#Y%>#B>gI&+W9f5dmL!#P1a2DW"
    "?<yQlRS-rIc!tmiBKMU~f;~UGZrSS8^y#m$}6bZ&GcC}zV;>l<oAyrXF`D&t)DR|HqA~fpbwk|KRHbA1DXj(ZH3Kc=2>"
    "Bm{Qryt9yo;bJ(XeuS1J^I0C?f{W?WEuIe*=eKp83$Umtcsz~)j0xVgDsN@II{ZHhADt4vlCgxPyqr|Tr^lJ;SkdpZ?i"
    "}q5WsfPX*xch^`)hOb1i*3)UPgnvT_ELPK46@&+$z`t<<h%mMoZhr0;G4>1oFz#;V#`ro}!UET0AEo0}=&K{!)Re5&%7"
    "rTe;JVvUR30#KV28=VN#hk;a;)Y&lyZ(MAc@s}sdm_d_;6CsHXiBn*bh_!%8b7weAiJ^)x?FwjxDdEp2&tp!62r%&3!~"
    "wHs8hiFUSLV!~u}(mmF?@B+?&*ke7PudjUp9i~$HJLHFM`FHK&E*rpOXh4f#3=}Jg8I_pO;t2qIi()ULNPXWcwPqg$2s"
    "o3oi?9lNqH~;FFh}fP)wLfGHX1?xKLz@<yOsC%D-`l@3!NIYTG_Oxx(greaMOy`A>E#ox-F8=;Ibrm?O!6^vsAeTr%7I"
    "pm;p0%fHp0)Z7Yq0(NENCX7<0V_3?LNlZMknnRsS%uV{d8;U!XiomofmX5<6ve(V7PhpXO%V|c!+?<T@bULr>9?AKVbY"
    "rmz<f1qMD$_7753eXmzsdXI!`26O<gJbs1k3kMv{9N>ni+onCs4A+cvuHjL3UfR6g&TZ0)R@vaZ)oo-8kto#A)b$p|py"
    "wfnv7IXBwn8v$>|M+jMYnp!TSc=DFIY1o8jClUbSx&Sbi-F<aQ4CVnGd8(LIj$fg3-#b-KVTvyqa($gqi^E2mPIVjB%Q"
    "BoU&bXJ-u!1{Sq_zLl&Qhm7Hf`A#ufz8abANDA8S~kBy^m-gYd&Ug0gVWNnkI*j4%0B8^1-<97H0Q8<3-cvx!k@dYxw*"
    "5;8yjqmlxbAct-#$`Z|xs9HN3D=7w0QX;$sL{=Vn6vmJH_^`=cS{`$7HSv6&?M&W)rNu1zn0>F_F0+8V669jyzde~Rv<"
    "Lwf@jWlfh#F!DZ#5gWz=c1j#9rwc`o-H;%rEX#WNaneS2JR<3DGqZl_Mb{&`aqA?taR~qW3IuIf+<<TBnIs$wa88t0Lq"
    "(_tMh1ysN~E-l6&Gj!RJxYiuY{!<vfyo!sO40$;~zJU@G!U%jkKQ2Q?kt&g$9YE;{`q)#PE1M&VS~7%SZlx7c}y6W$$I"
    "b3?8!F?7^{`Xjpx<li4Ve)vE`TKWz74`*(TI@oyrzQOROtha{`e#~jQG5pgtqC#SGzKG$7&o`Ch1H6mJUF!C}r!D62^`"
    "V7E)z>l`YyC|X%Tup!s$6$lzpW-z;c)xwU52AN-W-h&+}v>b5^Hng1%AVT&$q|q2DFrz8E$Q_ji(28ez=4NcDJAlC)wH"
    "IxONSjX{>(q%)E%3e$*n5$CQF&(@JUj<z62ZZwspx@r&ryXX1xPj^FV3Q>*iBk@Whg8QSeC1znCi*B7cD4A3f8FI#%y{"
    "*>Cp3#BHK4p|S)ln-S+o;T0o;**80hc1@8?sdqnSbp?S_KOW=4wtHYYY+L>1dGk}d$nC*x8LhMRt9=+_bmz3dzTP4v9t"
    "bI{Myd<CsRjVZM;yn>}u1c+QVC#^Tn(KJ{KxP1$=pEWvKt{$r8GLYekp_tNl&<I#x%0szPpeOPOPCPg`vgn#&Xe^JRb#"
    "iSgavKVq}w6XtLR=IAAGIrYMm?6Jf`VVKLp<&+bj42J3srP^|V6(1)7ZFRL5+h&t(H2F$~MP2FG1E{_;^cp8?fR@xx*~"
    "6E$9a{K7S!<L4(3N{jAh*1N!L(-LCvwulVN};S9i2`E&vi(|45B+fyW`|&-1}_hio)r)WTm4t`Ai}-Eo(FRKv!+L(AU?"
    "ZqMOPxq=q@Xt-O9p*Px*1c3DRF(sSXPr+20|+inf4CDA3-qf)jQWSNRYdZm7?JQfG?t41E3(o~r0nY7kn|42EK{PUXBX"
    "&zD&nGT1D3{e=<d_a-}iV$DJA_UM<w2Ck1-Mw;H!_dcmcID*<r3)%$;wI@<3T+FKvV5~Cui{w!yH}y3a`K&DG<iv;pav"
    "&3_q!Q^`7!2qTMYGB*RG1F#LW*xUxm?oPRw~Z+jLjh@U2b6O0XEHGjNpK#}w|CA0<5w%y|?ylYjw91%I9B-~C~fxP+vX"
    "H2clq;Uh+lQlKa*DXVba5gs>w!bFWpnp)buFAGnfp>JSFH8SpdY1nG^oVnIC8{58@hnFmMSmx;D?9%rV@v7Bp)~@qf@7"
    "?z@@s@zCfpj_}i2I)fMDE<RJ1Tk)_vPY)iH8m+C8u!TF+P1J{cJ|&Iqs{*SFc^ak;}~EzHxl_-u(w9r4P9;9#_7odRbl"
    "5|N8NV#-@*-n)_cu?&|Jgp}1ZIjgh~I;NNY)-|xcz`4}P$h@qJ<piJ?<It%}1`mMk}K!N}DS@atLJkL7v%Q2*;L!E8!<"
    "`obgn|$W-&C(bDzxlskfl)j(mWOnC$e4%b^3Y-)^57wF9-;^GPy`Rf@z4<-I?F>jJXFX-k9de)RB+=;Rz}+K<b!d0c7_"
    "FS<zfAJ*bO}FS{`-<59`LmI`XiK={&q04@=`=t$0{d9@dD5ox#IS;bFB9fJ1w*-_6<ocL#w;<m2P#Cy@jM1O<hJgoQ;!"
    "L`B8K$YgPG2?<F_DJf}b8JS_jWM$>#<mHDCA2DL&$Wfyd6etu$MI|L=Wfc`w)zPEJj8RilS06ie+_>@MCrp?)QA1<WBu"
    "z~%Ep2Tboyn7Rb*D_3I#o|^+O+A@XUx#oH!v_Xq*9HHjEzl9X3m^7%hc4&%-r0<!qU>pYWD0obLP&qwx-c+Y;0}k&6_{"
    "p&Theig$wQN7cE-6c*&BbOC21REpv2qa&mTdadCBZb8~n1@L0aw({sg&l`B`RTD^MBnzd`!t@H9)zuwz>!v-IpjT<*@^"
    "7Zxe^Y`DpdCQi7fUR2tv89X=6cil1ZCgl4Xz2FsVPWCnJ9b1wL`Lr1xog+%-BD4|(R=p9#O&Q08@q2`TwHwo{{0CF2M!"
    "!On3#Cz(BZ>LNy*76DMyYRJ$mfe@#7~>q^6!cdFoVJ+Ue70&ZMWGJ)4n{nR)Kq`STYpWMy5vn4Nv;(&funuH@ugy?X81"
    "_3Jlo<mNJ&d3pKy1qC;6-nvy-c>8uy(VaWR#dq)CyLbQog9jxgrKJxaK6+GE_W1FWCr_U~dsbdvQStnFW#x+(RaGxvR#"
    "(^5yn6Neb#3jNH*ep*dskOiU;qAnL&Jv;jg3uBA3uKj)ZF~}^Or9zEnmNW`_|gp*4EzM(b3u2)z#hI)5Bt+=x_i3Z~Oo"
    "M0cOxkX#"
)
# fmt: on
